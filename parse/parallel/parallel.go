// Package parallel shares work out to goroutines.
package parallel

import (
	"sync"
	"sync/atomic"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// Do runs f(0..n-1) on up to jobs goroutines and waits for them. A panic in one of
// them, which would end the process, is the caller's once all have run.
func Do(jobs, n int, f func(int)) {
	var wg sync.WaitGroup
	var first atomic.Pointer[fault.Panic]
	next := make(chan int)
	for range max(1, min(jobs, n)) {
		wg.Go(func() {
			for i := range next {
				if p := fault.Keep(func() { f(i) }); p != nil {
					first.CompareAndSwap(nil, p)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	if p := first.Load(); p != nil {
		panic(p)
	}
}
