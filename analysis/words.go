package analysis

// wordSet finds whole identifiers of a set in one pass over a file: looking for
// each word by itself costs a pass a word.
type wordSet struct {
	class map[string]uint32
	// first marks the pairs of first byte and length that some word has, so that
	// few identifiers are looked up.
	first [256]uint64
	start [256]bool
}

// The classes of words; a word may be in several.
const (
	rootWord uint32 = 1 << iota
	callbackWord
	tlsWord
	sinkWord
	hostWord    // stands in what matters when the host calls
	loadingWord // tells who loads the library, or keeps it loaded
	targetWord  // of conditions on the target
)

func newWordSet() *wordSet { return &wordSet{class: map[string]uint32{}} }

func (w *wordSet) add(class uint32, words ...string) {
	for _, s := range words {
		if s == "" {
			continue
		}
		w.class[s] |= class
		w.first[s[0]] |= 1 << min(len(s), 63)
		w.start[s[0]] = true
	}
}

// identTable tells identifier bytes; bytes of other scripts count.
var identTable = func() (t [256]bool) {
	for b := range t {
		t[b] = identByte(byte(b))
	}
	return
}()

// find returns the classes of all words in src.
func (w *wordSet) find(src []byte) (found uint32) {
	for i := 0; i < len(src); {
		if !identTable[src[i]] {
			i++
			continue
		}
		start := i
		for i < len(src) && identTable[src[i]] {
			i++
		}
		if c := src[start]; w.start[c] && w.first[c]&(1<<min(i-start, 63)) != 0 {
			found |= w.class[string(src[start:i])]
		}
	}
	return found
}
