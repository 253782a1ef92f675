//! Nothing: the manifest beside it pins what the test downloads.
