/** Programs that run whatever text they are given, or another program. */
const SHELLS = [
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'csh', 'tcsh', 'fish'],
  ...['rbash', 'rksh', 'lksh', 'pdksh', 'yash', 'posh', 'pwsh', 'powershell'],
  ...['nu', 'elvish', 'xonsh', 'osh', 'ysh', 'tclsh', 'wish', 'expect', 'cmd'],
];

/** Programs that start another one, which a look at the first word would not show. */
const STARTERS = [
  ...['env', 'busybox', 'toybox', 'nsenter', 'chroot', 'sudo', 'doas', 'su'],
  ...['exec', 'eval', 'command', 'nohup', 'setsid', 'nice', 'ionice', 'time'],
  ...['timeout', 'stdbuf', 'xargs', 'find', 'parallel', 'watch', 'script'],
  ...['runuser', 'setpriv', 'unshare', 'tini', 'dumb-init', 'catatonit'],
  ...['gosu', 'su-exec', 'start-stop-daemon', 'strace', 'ltrace', 'gdb'],
  ...['flock', 'taskset', 'chrt', 'numactl', 'socat', 'ssh', 'capsh'],
  ...['systemd-run', 'unbuffer', 'linux32', 'linux64', 'setarch', 'prlimit'],
  ...['ld.so', 'ld-linux.so', 'make', 'awk', 'gawk', 'mawk', 'nawk', 'sed'],
  ...['vi', 'vim', 'ed', 'ex', 'less', 'more', 'man', 'at', 'cron', 'crond'],
];

/** Programs that run a text as a program when told to. */
const INTERPRETERS = [
  ...['python', 'perl', 'ruby', 'node', 'nodejs', 'php', 'lua', 'luajit'],
  ...['deno', 'bun', 'java', 'jshell', 'groovy', 'tcl', 'guile', 'osascript'],
  ...['r', 'rscript', 'julia', 'erl', 'elixir', 'go'],
];

function programOf(word: string): string {
  const name = word.split(/[\\/]/).pop() ?? '';
  return (
    name
      .toLowerCase()
      .replace(/\.exe$/, '')
      .replace(/^(ld-[a-z]+)[-.\w]*\.so[.0-9]*$/, 'ld.so')
      // python3.12, lua5.4, bash-5.2
      .replace(/[-.0-9]+$/, '')
  );
}

/**
 * Why a command may not be a probe; undefined when it may. It is run as it
 * stands, so it must say what it does: neither a shell nor a program that starts
 * another one or runs a text.
 */
export function problemWithCommand(
  command: readonly string[],
): string | undefined {
  const [first] = command;
  if (first === undefined) {
    return 'Give the program and its arguments, e.g. ["curl", "-f", "https://api.example.org/health"].';
  }
  const program = programOf(first);
  if (SHELLS.includes(program)) {
    return `${first} is a shell. Give the program and its arguments as they are to run, one item each.`;
  }
  if (STARTERS.includes(program)) {
    return `${first} starts another program. Give that program itself.`;
  }
  if (INTERPRETERS.includes(program)) {
    return `${first} runs a text as a program. Give a program that does only the check, e.g. curl.`;
  }
  if (!/^[A-Za-z0-9/._+-]+$/.test(first) || first.startsWith('-')) {
    return 'Begin with the name or path of a program: letters, digits, dots, dashes and slashes.';
  }
  const shell = command
    .slice(1)
    .find((word, index) =>
      /^-[a-z]*c$/.test(command[index + 2] ?? '')
        ? SHELLS.includes(programOf(word))
        : /^\/(usr\/)?(local\/)?bin\//.test(word) &&
          SHELLS.includes(programOf(word)),
    );
  return shell === undefined
    ? undefined
    : `${shell} is a shell. Give the program and its arguments as they are to run, one item each.`;
}
