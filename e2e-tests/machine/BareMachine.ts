import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Addresses } from '../real-mesh/addresses';
import { CleanUp, run } from '../support/programs';
import { Ended, execIn } from './execIn';
import { furnish } from './furnish';

const BOOT = `
mount -t tmpfs -o mode=755 tmpfs "$HOME_OF_IT"
mkdir "$HOME_OF_IT/upper" "$HOME_OF_IT/work" "$HOME_OF_IT/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$HOME_OF_IT/upper,workdir=$HOME_OF_IT/work" "$HOME_OF_IT/root"
for folder in proc dev sys; do
  mount --rbind "/$folder" "$HOME_OF_IT/root/$folder"
  mount --make-rslave "$HOME_OF_IT/root/$folder"
done
mount -t tmpfs -o mode=1777 tmpfs "$HOME_OF_IT/root/dev/shm"
ip netns add "$NET"
ip link add "$LINK" type veth peer name eth0 netns "$NET"
ip addr add "$GATEWAY/31" dev "$LINK"
ip link set "$LINK" up
ip -n "$NET" addr add "$ADDRESS/31" dev eth0
ip -n "$NET" link set lo up
ip -n "$NET" link set eth0 up
ip -n "$NET" route add default via "$GATEWAY"
`;

const END = `
ip netns del "$NET"
umount -R "$HOME_OF_IT/root" || umount -lR "$HOME_OF_IT/root"
umount "$HOME_OF_IT" || umount -l "$HOME_OF_IT"
`;

/**
 * A machine without a mesh: its own network and its own view of this
 * machine's files, on which everything that is written is seen in `upper`.
 */
export class BareMachine {
  private constructor(
    readonly name: string,
    /** Where it reaches this machine. */
    readonly gateway: string,
    readonly address: string,
    private readonly home: string,
  ) {}

  /** Starts one; as root. */
  static async boot(
    name: string,
    last: number,
    addresses: Addresses,
    work: string,
    cleanUp: CleanUp,
  ): Promise<BareMachine> {
    const home = join(work, name);
    const machine = new BareMachine(
      `bare-${process.pid}-${name}`,
      addresses.machine(last),
      addresses.machine(last + 1),
      home,
    );
    mkdirSync(home);
    cleanUp.add(() => machine.#end());
    await run('sh', ['-euc', BOOT], {
      env: {
        ...process.env,
        HOME_OF_IT: home,
        NET: machine.name,
        GATEWAY: machine.gateway,
        ADDRESS: machine.address,
        LINK: `b${process.pid % 100_000}.${last}`,
      },
    });
    furnish(machine.root, machine.name, machine.address);
    return machine;
  }

  /** Its root folder, as this machine sees it. */
  get root(): string {
    return join(this.home, 'root');
  }

  /** What was written on it, and marks of what was deleted. */
  get upper(): string {
    return join(this.home, 'upper');
  }

  /** Runs a program in it, as its root; answers however that ends. */
  exec(
    command: string[],
    options?: { input?: string; seconds?: number },
  ): Promise<Ended> {
    return execIn(this.name, this.root, command, options);
  }

  /** Writes a file on it. */
  write(path: string, text: string, mode = 0o644): void {
    const file = join(this.root, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text, { mode });
  }

  /** Ends every program on it. */
  async stopPrograms(): Promise<void> {
    await run('sh', [
      '-c',
      'ip netns pids "$0" | xargs -r kill -9; sleep 0.1',
      this.name,
    ]);
  }

  async #end(): Promise<void> {
    await this.stopPrograms().catch(() => undefined);
    await run('sh', ['-c', END], {
      env: { ...process.env, HOME_OF_IT: this.home, NET: this.name },
    });
  }
}
