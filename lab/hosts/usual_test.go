//go:build linux

package hosts

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	never = "mapped"
	gone  = "unmapped"
)

// measurable are the hosts that every run of the tests measures; `-tags nightly` adds more.
var measurable = []*host{
	{id: "cpython", program: "python3", file: "lab.so", measured: all, thread: "none", ways: []way{
		{name: "end of the process", args: "-c\nimport lab", states: never, calls: "PyInit_lab python_module_free", when: "until the process ends"},
		{name: "the module is collected", args: "-c\nimport lab, sys, gc; del sys.modules['lab'], lab; gc.collect()", states: never},
		{name: "end of a subinterpreter", args: "-c\nimport lab, _xxsubinterpreters as s; i = s.create(); s.run_string(i, 'import sys; sys.path.insert(0, \"\"); import lab'); s.destroy(i)", states: never},
		{name: "fork", args: "-c\nimport lab, os; os.fork() or os._exit(0); os.wait()", states: never},
	}},
	{id: "node", program: "node", file: "lab.node", measured: all, closer: "other", thread: "worker", ways: []way{
		{name: "end of the process", args: "-e\nrequire('./lab.node')", states: never, calls: "napi_register_module_v1 node_cleanup"},
		{name: "end of the last worker", args: "-e\n" + worker, states: gone, calls: "napi_register_module_v1 node_cleanup", when: "the last worker that loaded the addon ends"},
		{name: "end of a worker, loaded by the main thread too", args: "-e\nrequire('./lab.node');" + worker, states: never},
		{name: "a child", args: "-e\nrequire('./lab.node'); require('child_process').execFileSync(process.execPath, ['-e', ''])", states: never},
	}},
	{id: "sqlite", program: "sqlite3", file: "lab.so", measured: ofLibrary, closer: "main", thread: "the thread that closes the connection", ways: []way{
		{name: "the connection closes at the end", args: ":memory:", input: "select load_extension('$DIR/lab.so');\nselect lab();\n", states: gone, calls: "sqlite3_lab_init sqlite_destroy", when: "connection that loaded the extension closes"},
		{name: "the connection closes before", args: ":memory:", input: ".load $DIR/lab.so\n.open $DIR/x.db\nselect 1;\n", states: gone},
		{name: "permanent", args: ":memory:", input: ".load $DIR/lab.so sqlite3_permanent_init\n.open $DIR/x.db\n", states: never, calls: "sqlite3_permanent_init sqlite_destroy"},
		{name: "a child", args: ":memory:", input: ".load $DIR/lab.so\n.shell true\n", states: gone},
	}},
	{id: "lua", program: "lua5.4", file: "lab.so", measured: ofLibrary, closer: "main", thread: "the thread that closes the state", ways: []way{
		{name: "the state is closed", args: "-e\nrequire 'lab'", env: luaPath, states: gone, calls: "lua_collect luaopen_lab", when: "state is closed"},
		{name: "os.exit closes the state", args: "-e\nrequire 'lab'; os.exit(0, true)", env: luaPath, states: gone},
		{name: "os.exit does not", args: "-e\nrequire 'lab'; os.exit(0)", env: luaPath, states: never, when: "`os.exit` closes it only where it is asked to"},
		{name: "the module is collected", args: "-e\nrequire 'lab'; package.loaded.lab = nil; collectgarbage(); os.exit(0)", env: luaPath, states: never, calls: "lua_collect luaopen_lab"},
		{name: "a child", args: "-e\nrequire 'lab'; os.execute('true')", env: luaPath, states: gone},
	}},
	{id: "ruby", program: "ruby", file: "lab.so", measured: all, thread: "none", ways: []way{
		{name: "end of the process", args: "-I.\n-e\nrequire 'lab.so'", states: never, calls: "Init_lab ruby_end", when: "for the lifetime of the process"},
		{name: "fork", args: "-I.\n-e\nrequire 'lab.so'; GC.start; Process.wait fork { }", states: never},
	}},
	{id: "php", program: "php", file: "lab.so", measured: all, closer: "main", thread: "main thread", ways: []way{
		{name: "end of the engine", args: "-d\nextension=$DIR/lab.so\n-r\n", states: gone, calls: "get_module php_request php_shutdown php_startup", when: "the engine shuts down, after module shutdown"},
		{name: "dl()", args: "-n\n-d\nextension_dir=$DIR\n-r\ndl('lab.so');", states: gone},
		{name: "of another build", args: "-d\nextension=$DIR/lab.so\n-r\n", env: "LAB_PHP=API1,NTS", states: gone, calls: "get_module", when: "at once for a module of another build"},
		{name: "start-up fails", args: "-d\nextension=$DIR/lab.so\n-r\n", env: "LAB_FAIL=1", status: 254, states: never, calls: "get_module php_startup", when: "one whose start-up fails ends the process instead"},
		{name: "start-up after dl() fails", args: "-n\n-d\nextension_dir=$DIR\n-r\ndl('lab.so');", env: "LAB_FAIL=1", status: 255, states: never},
		{name: "debugging", args: "-d\nextension=$DIR/lab.so\n-r\n", env: "ZEND_DONT_UNLOAD_MODULES=1", states: never},
		{name: "fork", args: "-d\nextension=$DIR/lab.so\n-r\nif (!pcntl_fork()) exit(0); pcntl_wait($s);", states: gone},
	}},
	{id: "redis", program: "redis-server", file: "lab.so", measured: all, closer: "main", thread: "the main thread", ways: []way{
		{name: "MODULE UNLOAD", args: redisServer, drive: redis("module load $DIR/lab.so", "bgsave", "", "module unload lab"), states: gone, calls: "RedisModule_OnLoad RedisModule_OnUnload", when: "MODULE UNLOAD"},
		{name: "loading fails", args: redisServer, drive: redis("module load $DIR/lab.so x"), states: gone, calls: "RedisModule_OnLoad", when: "at once where loading fails"},
		{name: "a data type", args: redisServer, drive: redis("module load $DIR/lab.so x y", "module unload lab"), states: never, when: "unless the module registers data types"},
		{name: "end of the server", args: redisServer, drive: redis("module load $DIR/lab.so"), states: never, calls: "RedisModule_OnLoad"},
	}},
	{id: "pam", program: "pamtester", file: "lab.so", measured: ofLibrary, closer: "main", thread: "calling thread", ways: []way{
		{name: "pam_end", args: "cdylib-ls-lab\nnobody\nauthenticate\nopen_session\nclose_session", states: gone, calls: "pam_cleanup pam_sm_authenticate pam_sm_close_session pam_sm_open_session", when: "`pam_end`"},
	}},
	{id: "nss", program: "getent", file: "libnss_lab.so.2", measured: ofLibrary, thread: "none", ways: []way{
		{name: "end of the process", args: "-s\nlab\npasswd\nnobody", env: "LD_LIBRARY_PATH=$DIR", status: 2, states: never, calls: "_nss_lab_getpwnam_r", when: "until the process ends"},
	}},
	{id: "openssl-provider", program: "openssl", file: "lab.so", measured: append(ofLibrary[:4:4], "late-calls"), closer: "main", thread: "the one that exits", ways: []way{
		{name: "clean-up at exit", args: "list\n-provider-path\n$DIR\n-provider\nlab\n-providers", states: gone, calls: "OSSL_provider_init openssl_teardown", when: "clean-up of OpenSSL at exit"},
		{name: "initialisation fails", args: "list\n-provider-path\n$DIR\n-provider\nlab\n-providers", env: "LAB_FAIL=1", status: 1, states: gone, calls: "OSSL_provider_init", when: "at once where its initialisation fails"},
	}},
}

const (
	luaPath     = "LUA_CPATH=$DIR/?.so"
	worker      = "const {Worker} = require('worker_threads'); new Worker('require(\"./lab.node\")', {eval: true})"
	redisServer = "--port\n0\n--unixsocket\n$DIR/s\n--enable-module-command\nlocal\n--save\n\n--dir\n$DIR"
)

// prepared is what a host wants to find.
var prepared = map[string]func(*testing.T, string){
	"php": func(t *testing.T, _ string) {
		if os.Getenv("LAB_PHP") != "" {
			return
		}
		out, err := exec.Command(find(t, "php"), "-n", "-i").Output()
		if err != nil {
			t.Fatal(err)
		}
		_, build, _ := strings.Cut(string(out), "PHP Extension Build => ")
		build, _, _ = strings.Cut(build, "\n")
		os.Setenv("LAB_PHP", build)
	},
	"pam": func(t *testing.T, dir string) {
		const service = "/etc/pam.d/cdylib-ls-lab"
		module := filepath.Join(dir, "lab.so")
		text := "auth required " + module + "\naccount required pam_permit.so\nsession required " + module + "\n"
		if err := os.WriteFile(service, []byte(text), 0o644); err != nil {
			t.Fatalf("pamtester takes services from /etc alone: %v; run this test as root", err)
		}
		t.Cleanup(func() { os.Remove(service) })
	},
}

// redis talks to the server once it listens, and ends it. An empty command waits for a
// child that saves.
func redis(commands ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		ask := func(command string) string {
			args := append([]string{"-s", filepath.Join(dir, "s")}, strings.Fields(strings.ReplaceAll(command, "$DIR", dir))...)
			out, _ := exec.Command(find(t, "redis-cli"), args...).CombinedOutput()
			return string(out)
		}
		until(func() bool { return strings.HasPrefix(ask("ping"), "PONG") })
		for _, c := range commands {
			if c == "" {
				until(func() bool { return !strings.Contains(ask("info persistence"), "rdb_bgsave_in_progress:1") })
				continue
			}
			ask(c)
		}
		ask("shutdown nosave")
	}
}
