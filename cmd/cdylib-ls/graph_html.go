package main

import (
	"io"
)

// graphPage wraps the picture: it scrolls by itself and follows the reader's colours.
const (
	graphPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>cdylib-ls graph</title>
<style>body{margin:0}main{overflow:auto}@media (prefers-color-scheme:dark){body{background:#0d1117}}</style>
<main>
`
	graphPageEnd = "</main>\n</html>\n"
)

// writeGraphHTML prints a page with the picture in it, which needs nothing else.
func writeGraphHTML(w io.Writer, drawings []*drawing) error {
	if _, err := io.WriteString(w, graphPage); err != nil {
		return err
	}
	if err := writeSVG(w, drawings); err != nil {
		return err
	}
	_, err := io.WriteString(w, graphPageEnd)
	return err
}
