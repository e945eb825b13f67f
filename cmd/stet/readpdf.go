package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"stet/extract/pdf"
	"stet/record"
)

// readPDFCommand is what a child of stet runs: it reads a PDF from standard
// input under limits of its own, so that one that means ill can end nothing
// but itself. Nobody types it.
func (a *app) readPDFCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "read-pdf",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return pdf.Serve(os.Stdin, a.out) },
	}
}

// readPDF reads a PDF in a child process.
func (a *app) readPDF(body []byte) (record.Document, error) {
	return pdf.InChild(context.Background(), a.exe, []string{"read-pdf"}, body, pdf.Limits{})
}
