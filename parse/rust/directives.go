package rust

type units struct{}

func findDirectives(src []byte) *units { return nil }

func (u *units) add(start, end int) {}

func (u *units) resolve(src []byte) []*Directive { return nil }
