mod wide; // want "warning: module `wide` is left out: it is UTF-16"
mod latin; // want "warning: module `latin` is left out: it is not UTF-8"
mod nul; // want "warning: module `nul` is left out: it holds NUL bytes"
