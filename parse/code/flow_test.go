package code

import "testing"

func TestInstructions(t *testing.T) {
	const at = 0x1000
	for _, tt := range []struct {
		name  string
		read  func([]byte, uint64) []instruction
		bytes []byte
		want  instruction
	}{
		{"call", instructionsX86, []byte{0xe8, 1, 0, 0, 0}, instruction{addr: at, falls: true}},
		{"je", instructionsX86, []byte{0x74, 2}, instruction{addr: at, falls: true, jumps: true, to: 0x1004}},
		{"jmp", instructionsX86, []byte{0xeb, 0xfe}, instruction{addr: at, jumps: true, to: 0x1000}},
		{"ret", instructionsX86, []byte{0xc3}, instruction{addr: at}},
		{"ud2", instructionsX86, []byte{0x0f, 0x0b}, instruction{addr: at}},
		{"jmp rax", instructionsX86, []byte{0xff, 0xe0}, instruction{addr: at, unknown: true}},
		{"bl", instructionsARM64, []byte{1, 0, 0, 0x94}, instruction{addr: at, falls: true}},
		{"b.eq", instructionsARM64, []byte{0x40, 0, 0, 0x54}, instruction{addr: at, falls: true, jumps: true, to: 0x1008}},
		{"b", instructionsARM64, []byte{2, 0, 0, 0x14}, instruction{addr: at, jumps: true, to: 0x1008}},
		{"ret", instructionsARM64, []byte{0xc0, 0x03, 0x5f, 0xd6}, instruction{addr: at}},
		{"br x8", instructionsARM64, []byte{0, 1, 0x1f, 0xd6}, instruction{addr: at, unknown: true}},
	} {
		if got := tt.read(tt.bytes, at); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
