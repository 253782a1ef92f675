package lsp

import "context"

// lazy is a value that is computed when it is first asked for. Who asks while it
// is being computed waits; where the computation fails, as when its caller is
// cancelled, the next caller computes anew.
type lazy[T any] struct {
	turn  chan struct{} // holds one token
	done  chan struct{} // closed once value is set
	value T
}

func newLazy[T any]() *lazy[T] {
	l := &lazy[T]{turn: make(chan struct{}, 1), done: make(chan struct{})}
	l.turn <- struct{}{}
	return l
}

// readyLazy is one that has its value.
func readyLazy[T any](v T) *lazy[T] {
	l := newLazy[T]()
	l.value = v
	close(l.done)
	return l
}

// get returns the value, computed by f if nobody has done so.
func (l *lazy[T]) get(ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	var none T
	select {
	case <-l.done:
		return l.value, nil
	default:
	}
	select {
	case <-l.done:
		return l.value, nil
	case <-ctx.Done():
		return none, ctx.Err()
	case <-l.turn:
	}
	defer func() { l.turn <- struct{}{} }()
	if v, ok := l.ready(); ok { // computed while this caller waited
		return v, nil
	}
	v, err := f(ctx)
	if err != nil {
		return none, err
	}
	l.value = v
	close(l.done)
	return v, nil
}

// ready returns the value if it has been computed.
func (l *lazy[T]) ready() (T, bool) {
	select {
	case <-l.done:
		return l.value, true
	default:
		var none T
		return none, false
	}
}
