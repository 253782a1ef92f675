package code

import "testing"

func TestFlowX86(t *testing.T) {
	for _, tt := range []struct {
		name  string
		bytes []byte
		want  instruction
	}{
		{"call", []byte{0xe8, 1, 0, 0, 0}, instruction{size: 5, ok: true}},
		{"je", []byte{0x74, 2}, instruction{size: 2, ok: true, jumps: true, to: 0x1004}},
		{"jmp", []byte{0xeb, 0xfe}, instruction{size: 2, ok: true, jumps: true, ends: true, to: 0x1000}},
		{"ret", []byte{0xc3}, instruction{size: 1, ok: true, ends: true}},
		{"ud2", []byte{0x0f, 0x0b}, instruction{size: 2, ok: true, jumps: true, ends: true, to: 0x1000}},
		{"jmp rax", []byte{0xff, 0xe0}, instruction{size: 2, ok: true, unknown: true}},
	} {
		if got := flowX86(tt.bytes, 0x1000); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestFlowARM64(t *testing.T) {
	for _, tt := range []struct {
		name  string
		bytes []byte
		want  instruction
	}{
		{"bl", []byte{1, 0, 0, 0x94}, instruction{size: 4, ok: true}},
		{"b.eq", []byte{0x40, 0, 0, 0x54}, instruction{size: 4, ok: true, jumps: true, to: 0x1008}},
		{"b", []byte{2, 0, 0, 0x14}, instruction{size: 4, ok: true, jumps: true, ends: true, to: 0x1008}},
		{"ret", []byte{0xc0, 0x03, 0x5f, 0xd6}, instruction{size: 4, ok: true, ends: true}},
		{"br x8", []byte{0, 1, 0x1f, 0xd6}, instruction{size: 4, ok: true, unknown: true}},
	} {
		if got := flowARM64(tt.bytes, 0x1000); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
