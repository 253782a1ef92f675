package rust

import "errors"

func (c *MacroCall) expand(m *Macro) (*Expansion, error) { return nil, errors.New("not yet") }

func (e *Expansion) block() (*Block, bool) { return nil, false }

func (e *Expansion) items() ([]*Item, bool) { return nil, false }
