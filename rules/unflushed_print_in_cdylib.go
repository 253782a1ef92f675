package rules

var unflushedPrintInCdylib = &Rule{
	ID:       "unflushed-print-in-cdylib",
	Title:    "output without a line end in a library is lost",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("unflushed-print-in-cdylib"),
	Run:      runUnflushedPrintInCdylib,
}

func runUnflushedPrintInCdylib(p *Pass) {
	for _, s := range p.Result.Prints {
		p.left(&s.Spot, p.Rule.Severity,
			"`print!` ends no line in "+library(&s.Spot)+", and `"+s.In+"` neither ends one nor flushes after it: std flushes at the end of Rust's own `main` only, so the text is lost unless later output of the library carries it along",
			"use `println!`, or call `std::io::Write::flush` on `std::io::stdout()`")
	}
}
