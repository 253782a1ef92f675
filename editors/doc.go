// Package editors holds the editor clients; its tests keep what is generated in
// them in step with the server.
package editors
