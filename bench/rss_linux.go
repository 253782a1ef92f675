package main

// rssUnit is the unit of ru_maxrss: kilobytes here, bytes on macOS.
const rssUnit = 1024
