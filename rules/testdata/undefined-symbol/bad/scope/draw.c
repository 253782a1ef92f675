int host_draw(int width);

int draw(int width) { return host_draw(width) + 1; }
