double tuning_pitch(int key) { return 440.0 + key; }
