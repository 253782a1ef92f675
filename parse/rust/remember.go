package rust

import (
	"sync"
	"sync/atomic"
)

// Remember has the trees of bodies and macro arguments kept for the next time the
// same text is read, up to so many bytes: an edit changes one body of a file and
// leaves hundreds as they were. 0, as it is at first, keeps none; a batch reads
// everything once.
func Remember(limit int) { remembered.resize(limit) }

// remembered are the trees that are kept.
var remembered treeMemory

// treeMemory holds trees in two generations: what was not asked for while the
// young one filled is dropped with the old one.
type treeMemory struct {
	limit atomic.Int64

	mu         sync.Mutex // guards all below
	held       int        // bytes of the young generation
	young, old map[string]*keptTree
}

// keptTree is the outcome of read. Nobody changes it.
type keptTree struct {
	nodes []node
	bad   bool
	clean bool
	async map[int]int
}

func (m *treeMemory) resize(limit int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit.Store(int64(limit))
	m.held = 0
	m.young, m.old = map[string]*keptTree{}, nil
}

// get returns a lowerer for a text whose tree is kept, or nil.
func (m *treeMemory) get(ts *tokenSource) *lowerer {
	if m.limit.Load() == 0 {
		return nil
	}
	m.mu.Lock()
	k := m.young[string(ts.text)]
	if k == nil {
		if k = m.old[string(ts.text)]; k != nil {
			m.addLocked(string(ts.text), k)
		}
	}
	m.mu.Unlock()
	if k == nil {
		return nil
	}
	t := &cst{nodes: takeNodes(len(k.nodes)), bad: k.bad}
	copy(t.nodes, k.nodes)
	l := newLowerer(ts, t, blanked{asyncClosures: k.async})
	l.clean = k.clean
	return l
}

// put keeps the tree of a lowerer that was not used yet.
func (m *treeMemory) put(l *lowerer) {
	if m.limit.Load() == 0 {
		return
	}
	k := &keptTree{append([]node(nil), l.nodes...), l.tree.bad, l.clean, l.async}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.addLocked(string(l.src), k)
}

const nodeBytes = 20

func (m *treeMemory) addLocked(text string, k *keptTree) {
	if m.held += len(text) + nodeBytes*len(k.nodes); int64(m.held) > m.limit.Load()/2 {
		m.old, m.young, m.held = m.young, map[string]*keptTree{}, len(text)+nodeBytes*len(k.nodes)
	}
	m.young[text] = k
}
