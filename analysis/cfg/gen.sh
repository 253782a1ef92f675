#!/bin/sh
# Writes targets.txt from the installed compiler: sh gen.sh > targets.txt
# Columns: triple os family env arch vendor width endian abi atomics panic features.
for t in $(rustc --print target-list); do
  rustc --print cfg --target $t 2>/dev/null | awk -v t=$t '
  BEGIN{FS="="}
  {gsub(/"/,"",$2)}
  $1=="target_os"{os=$2} $1=="target_family"{fam=fam (fam?",":"") $2} $1=="target_env"{env=$2}
  $1=="target_arch"{arch=$2} $1=="target_vendor"{ven=$2} $1=="target_pointer_width"{w=$2} $1=="target_endian"{e=$2}
  $1=="target_abi"{abi=$2} $1=="target_has_atomic"&&$2!="ptr"{at=at (at?",":"") $2} $1=="panic"{p=$2}
  $1=="target_feature"{f=f (f?",":"") $2}
  END{ n=split(at,a,","); o=""; for(i in a) s[a[i]]=1; split("8 16 32 64 128",k," "); for(i=1;i<=5;i++) if(s[k[i]]) o=o (o?",":"") k[i];
   print t, os, (fam?fam:"-"), (env?env:"-"), arch, ven, w, e, (abi?abi:"-"), (o?o:"-"), p, (f?f:"-") }'
done
