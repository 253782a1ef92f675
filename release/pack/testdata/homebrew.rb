# Written by release/pack for each release.
class CdylibLs < Formula
  desc "Checks Rust plugin crates for what runs at load, unload and exit"
  homepage "https://github.com/cdylib-ls/cdylib-ls"
  version "1.2.3"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/cdylib-ls/cdylib-ls/releases/download/v1.2.3/cdylib-ls_1.2.3_darwin-arm64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000darwin-arm64"
    end
    on_intel do
      url "https://github.com/cdylib-ls/cdylib-ls/releases/download/v1.2.3/cdylib-ls_1.2.3_darwin-x64.tar.gz"
      sha256 "000000000000000000000000000000000000000000000000000000darwin-x64"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/cdylib-ls/cdylib-ls/releases/download/v1.2.3/cdylib-ls_1.2.3_linux-arm64.tar.gz"
      sha256 "00000000000000000000000000000000000000000000000000000linux-arm64"
    end
    on_intel do
      url "https://github.com/cdylib-ls/cdylib-ls/releases/download/v1.2.3/cdylib-ls_1.2.3_linux-x64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000linux-x64"
    end
  end

  def install
    bin.install "cdylib-ls"
    bin.install_symlink "cdylib-ls" => "cargo-cdylib-ls"
    man1.install Dir["docs/man/*.1"]
    bash_completion.install "docs/completions/cdylib-ls.bash" => "cdylib-ls"
    zsh_completion.install "docs/completions/_cdylib-ls"
    fish_completion.install "docs/completions/cdylib-ls.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/cdylib-ls version")
    (testpath/"Cargo.toml").write "[package]\nname = \"plug\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
    (testpath/"src/lib.rs").write "use std::cell::RefCell;\nthread_local!(static KEPT: RefCell<String> = RefCell::default());\n"
    system bin/"cdylib-ls", "check", "--fail-on", "never"
  end
end
