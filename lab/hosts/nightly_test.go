//go:build linux && nightly

package hosts

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// Hosts that take longer to install or to run, or that want more rights.
func init() {
	if file := os.Getenv(runVariable); file != "" {
		os.Exit(runFile(file))
	}
	programFolders = append(programFolders, postgresFolder())
	measurable = append(measurable,
		&host{id: "nginx", program: "nginx", file: "lab.so", measured: all, closer: "main", thread: "the main thread", ways: []way{
			{name: "a reload that loads it again", args: nginxArgs, drive: nginx(true), states: gone, closes: "mapped unmapped unmapped unmapped", calls: "nginx_exit_master nginx_exit_process nginx_module nginx_process", when: "a module that is loaded again stays mapped"},
			{name: "a reload without it", args: nginxArgs, drive: nginx(false), states: gone, closes: "unmapped unmapped", when: "a reload whose configuration does not load it any more"},
			{name: "a failed start", args: "-p\n$DIR\n-c\n$DIR/bad.conf", status: 1, states: gone, when: "a failed start"},
			{name: "a test of the configuration", args: nginxArgs + "\n-t", states: never, calls: "nginx_module"},
		}},
		&host{id: "postgresql", program: "postgres", file: "lab.so", user: "postgres", measured: all, thread: "none", ways: []way{
			{name: "a session ends", args: postgresArgs, drive: postgres("LOAD '$DIR/lab.so'"), states: never, calls: "_PG_init postgresql_exit", when: "until the backend ends"},
			{name: "preloaded", args: postgresArgs + "\n-c\nshared_preload_libraries=$DIR/lab.so", drive: postgres("SELECT 1"), states: never, calls: "_PG_init postgresql_exit"},
		}},
		&host{id: "gstreamer", program: "gst-inspect-1.0", file: "libgstlab.so", measured: ofLibrary, thread: "none", ways: []way{
			{name: "end of the process", args: "$DIR/libgstlab.so", env: gstreamerEnv, states: never, calls: "gst_plugin_lab_get_desc gstreamer_init", when: "a plugin stays loaded"},
			{name: "initialisation fails", args: "$DIR/libgstlab.so", env: gstreamerEnv + " LAB_FAIL=1", status: 255, states: never, when: "also where its initialisation fails"},
		}},
		&host{id: "lv2", program: "lv2bench", file: "lab.lv2/lab.so", measured: ofLibrary, closer: "main", thread: "the host's main thread", ways: []way{
			{name: "the instance is freed", args: "urn:lab", env: "LV2_PATH=$DIR", states: gone, calls: "lv2_cleanup lv2_descriptor lv2_instantiate", when: "the last instance of the plugin is freed"},
		}},
		&host{id: "alsa", program: "aplay", file: "lab.so", measured: ofLibrary, closer: "main", thread: "the application's thread", ways: []way{
			{name: "the device is closed", args: "-q\n-D\nlab\n-t\nraw\n$DIR/zeros", env: "ALSA_CONFIG_PATH=$DIR/asound.conf", states: gone, calls: "_snd_pcm_lab_open", when: "`snd_pcm_close`"},
			{name: "opening fails", args: "-q\n-D\nlab\n-t\nraw\n$DIR/zeros", env: "ALSA_CONFIG_PATH=$DIR/asound.conf LAB_FAIL=1", status: 1, states: never, when: "one that fails to open stays mapped"},
		}},
		&host{id: "gio", program: "gio", file: "modules/libgiolab.so", measured: ofLibrary, closer: "main", thread: "the thread that drops the last use", ways: []way{
			{name: "not in use", args: "info\n/", env: "GIO_EXTRA_MODULES=$DIR/modules", states: gone, calls: "g_io_lab_load g_io_lab_unload", when: "no type of the module is in use any more"},
			{name: "resident", args: "info\n/", env: "GIO_EXTRA_MODULES=$DIR/modules LAB_RESIDENT=1", states: never, calls: "g_io_lab_load", when: "make themselves resident"},
		}},
	)
	for _, h := range measurable {
		if h.id == "nss" { // in a mount namespace, for which one has to be root
			h.ways = append(h.ways, way{name: "nsswitch.conf is read again", program: "unshare", env: "LD_LIBRARY_PATH=$DIR", states: never,
				args: "-m\nsh\n-c\nmount --bind $DIR/nsswitch.conf /etc/nsswitch.conf && exec /usr/bin/python3 $DIR/twice.py"})
		}
	}
	prepared["nginx"], prepared["postgresql"], prepared["lv2"], prepared["alsa"], prepared["nss"] = prepareNginx, preparePostgres, prepareLV2, prepareALSA, prepareNSS
}

const (
	nginxArgs    = "-p\n$DIR\n-c\n$DIR/nginx.conf"
	postgresArgs = "-D\n$DIR/data\n-k\n$DIR\n-c\nlisten_addresses=\n-c\nfsync=off"
	gstreamerEnv = "GST_PLUGIN_SYSTEM_PATH_1_0=$DIR/none GST_REGISTRY=$DIR/registry"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(text, "$DIR", dir)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func prepareLV2(t *testing.T, dir string) {
	write(t, dir, map[string]string{"lab.lv2/manifest.ttl": `@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
<urn:lab> a lv2:Plugin ; lv2:binary <lab.so> ; doap:name "lab" ;
	lv2:port [ a lv2:OutputPort , lv2:AudioPort ; lv2:index 0 ; lv2:symbol "out" ; lv2:name "Out" ] .
`})
}

func prepareALSA(t *testing.T, dir string) {
	write(t, dir, map[string]string{"asound.conf": "pcm_type.lab { lib \"$DIR/lab.so\" }\npcm.lab { type lab }\n", "zeros": strings.Repeat("\x00", 4096)})
}

func prepareNSS(t *testing.T, dir string) {
	write(t, dir, map[string]string{"nsswitch.conf": "passwd: lab files\n", "twice.py": `import pwd, time
def look():
    try: pwd.getpwnam("nobody-of-the-lab")
    except KeyError: pass
look()
time.sleep(1.1)  # the C library compares times of the file
open("/etc/nsswitch.conf", "w").write("passwd: files\n# read me again\n")
look()
`})
}

func prepareNginx(t *testing.T, dir string) {
	t.Helper()
	program := find(t, "nginx")
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	version, err := exec.Command(program, "-v").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	v := regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)`).FindStringSubmatch(string(version))
	signature := regexp.MustCompile(`\d,\d,\d,[01]{20,}`).Find(text)
	if v == nil || signature == nil {
		t.Fatalf("no version in %q, or no signature in %s", version, program)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(v[i+1])
	}
	os.Setenv("LAB_NGINX", fmt.Sprintf("%d %s", n[0]*1000000+n[1]*1000+n[2], signature))
	const rest = "pid $DIR/pid;\nerror_log stderr;\ndaemon off;\nworker_processes 1;\nevents {}\n"
	write(t, dir, map[string]string{"nginx.conf": "load_module $DIR/lab.so;\n" + rest, "without.conf": rest, "bad.conf": "load_module $DIR/lab.so;\nno_such_directive;\n"})
}

// nginx has the server read its configuration again, with the module or without, and ends it.
func nginx(again bool) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		var master int
		workers := func() string {
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", master, master))
			return strings.TrimSpace(string(text))
		}
		until(func() bool {
			text, _ := os.ReadFile(filepath.Join(dir, "pid"))
			master, _ = strconv.Atoi(strings.TrimSpace(string(text)))
			return master > 0 && workers() != ""
		})
		old := workers()
		if !again {
			os.Rename(filepath.Join(dir, "without.conf"), filepath.Join(dir, "nginx.conf"))
		}
		syscall.Kill(master, syscall.SIGHUP)
		until(func() bool { now := workers(); return now != "" && !strings.Contains(" "+now+" ", " "+old+" ") })
		syscall.Kill(master, syscall.SIGQUIT)
	}
}

// postgresFolder is where Debian keeps the server of the newest version.
func postgresFolder() string {
	list, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(list) == 0 {
		return "/usr/lib/postgresql"
	}
	return list[len(list)-1]
}

func preparePostgres(t *testing.T, dir string) {
	t.Helper()
	os.Setenv("LAB_POSTGRESQL", filepath.Base(filepath.Dir(postgresFolder())))
	cmd := exec.Command("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", find(t, "initdb"), "-D", filepath.Join(dir, "data"), "-A", "trust", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// postgres has a session run a statement, and ends the server.
func postgres(statement string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		until(func() bool {
			return exec.Command("psql", "-h", dir, "-U", "postgres", "-c", strings.ReplaceAll(statement, "$DIR", dir)).Run() == nil
		})
		text, _ := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
		first, _, _ := strings.Cut(string(text), "\n")
		if pid, err := strconv.Atoi(first); err == nil {
			syscall.Kill(pid, syscall.SIGINT)
		}
	}
}

// runVariable names a file with the options of a run that another user makes.
const runVariable = "LAB_RUN"

type userRun struct {
	Args, Env  []string
	Dir, Cache string
	Libraries  []string
	Out        string
	Limit      time.Duration
}

// runAsUser runs this program once more as that user, who has to be able to read it.
func runAsUser(t *testing.T, user string, o trace.Options) (*traced.Document, error) {
	t.Helper()
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return nil, err
	}
	program, options := filepath.Join(work, "as-user"), filepath.Join(o.Dir, "options.json")
	if _, err := os.Stat(program); err != nil {
		if err := os.WriteFile(program, self, 0o755); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(userRun{o.Args, o.Env, o.Dir, o.Cache, o.Libraries, filepath.Join(o.Dir, "trace.json"), o.Timeout})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(options, text, 0o644); err != nil {
		return nil, err
	}
	cmd := exec.Command("setpriv", "--reuid="+user, "--regid="+user, "--clear-groups", program)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = append(os.Environ(), runVariable+"="+options), o.Dir, o.Stdout, o.Stderr
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return traced.Read(filepath.Join(o.Dir, "trace.json"))
}

func runFile(file string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var r userRun
	if err := json.Unmarshal(text, &r); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d, err := trace.Run(context.Background(), trace.Options{Args: r.Args, Env: r.Env, Dir: r.Dir, Cache: r.Cache, Libraries: r.Libraries, Timeout: r.Limit, Stdout: os.Stdout, Stderr: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	text, err = json.Marshal(d)
	if err == nil {
		err = os.WriteFile(r.Out, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
