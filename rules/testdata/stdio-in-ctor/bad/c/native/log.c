void plugin_log(int level);
void log_start(int level) { plugin_log(level); }
