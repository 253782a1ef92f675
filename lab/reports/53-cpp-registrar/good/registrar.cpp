extern "C" int codec_count(void) { return 1; }
