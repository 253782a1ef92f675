extern "C" void register_codec(void);
struct Registrar {
    Registrar() { register_codec(); }
};
static Registrar registrar;
extern "C" int codec_count(void) { return 1; }
