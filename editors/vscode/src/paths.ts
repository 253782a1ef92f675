// Texts without paths of this machine. The module needs no editor, so that its test needs
// none.

// withoutPaths puts names in the place of folders that are open and of the home folder,
// and takes out every other absolute path.
export function withoutPaths(text: string, folders: readonly string[], home: string): string {
  let out = text;
  const marks: string[] = [];
  const hide = (dir: string, word: string): void => {
    if (dir.length > 1) {
      out = out.replaceAll(dir, `\0${String(marks.push(word) - 1)}\0`);
    }
  };
  folders.forEach((dir, i) => { hide(dir, `<folder ${String(i + 1)}>`); });
  hide(home, '~');
  out = out.replace(/(?<![\w>.~\0])(?:file:\/\/)?(?:\/[^\s"'`:,;()[\]{}<>\0/]+){2,}\/?|\b[A-Za-z]:[\\/][^\s"'`,;]+/g, '<path>');
  out = out.replace(/~?\0(\d+)\0/g, (_, i: string) => marks[Number(i)] ?? '');
  return out.replace(/~\/[^\s"'`:,;()[\]{}<>]+/g, '~/<path>');
}
