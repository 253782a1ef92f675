package lsp

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// disk is what lies under the overlays.
type disk struct {
	workspace.Disk
}

func newDisk() *disk { return &disk{} }

// exists reports whether there is something at the path.
func (d *disk) exists(path string) bool {
	_, err := d.Stat(path)
	return err == nil
}
