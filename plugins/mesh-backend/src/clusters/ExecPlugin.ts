import { execFile } from 'child_process';
import { isAbsolute, resolve } from 'path';
import { InvalidKubeconfigError } from './errors';
import { EndingSecret, RenewedSecret } from './RenewedSecret';

const COMMAND_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** `users[].user.exec` of a kubeconfig. */
export interface ExecSpec {
  apiVersion?: string;
  command: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
  provideClusterInfo?: boolean;
}

/** `status` of an ExecCredential. */
export interface ExecCredential {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
}

/**
 * Runs the credentials command of a kubeconfig as client-go does: once at a
 * time, its answer kept until shortly before it expires (without an expiry
 * until the server refuses it), told about itself in `KUBERNETES_EXEC_INFO`.
 *
 * The one of `@kubernetes/client-node` 1.4 starts a command a request, keeps an
 * answer to the very instant of its expiry, and without expiry not at all.
 */
export class ExecPlugin {
  readonly #cluster: string;
  readonly #spec: ExecSpec;
  readonly #directory: string;
  readonly #clusterInfo: object;
  readonly #secret: RenewedSecret<ExecCredential>;

  constructor(options: {
    /** Name of the cluster, for messages. */
    cluster: string;
    spec: ExecSpec;
    /** The kubeconfig's; a relative command with a slash starts there. */
    directory: string;
    /** Told to commands that ask for it with `provideClusterInfo`. */
    clusterInfo: object;
    warn: (message: string) => void;
  }) {
    this.#cluster = options.cluster;
    this.#spec = options.spec;
    this.#directory = options.directory;
    this.#clusterInfo = options.clusterInfo;
    this.#secret = new RenewedSecret({
      fetch: () => this.#fetch(),
      warn: options.warn,
    });
  }

  /** Throws `InvalidKubeconfigError` without anything that the command printed. */
  get(): Promise<ExecCredential> {
    return this.#secret.get();
  }

  /** The server refused the credential: the next one comes from a new run. */
  forget(): void {
    this.#secret.forget();
  }

  async #fetch(): Promise<EndingSecret<ExecCredential>> {
    const status = this.#parse(await this.#run());
    const expiresAt = Date.parse(status.expirationTimestamp ?? '') || undefined;
    return { secret: status, expiresAt };
  }

  #run(): Promise<string> {
    const { command, args, env, interactiveMode, apiVersion } = this.#spec;
    if (interactiveMode === 'Always') {
      throw this.#failed(
        'wants to ask a person (interactiveMode Always); use one that does not',
      );
    }
    const info = {
      apiVersion,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        ...(this.#spec.provideClusterInfo
          ? { cluster: this.#clusterInfo }
          : {}),
      },
    };
    const path =
      command.includes('/') && !isAbsolute(command)
        ? resolve(this.#directory, command)
        : command;
    return new Promise((done, fail) => {
      const child = execFile(
        path,
        args ?? [],
        {
          env: {
            ...process.env,
            ...Object.fromEntries((env ?? []).map(e => [e.name, e.value])),
            KUBERNETES_EXEC_INFO: JSON.stringify(info),
          },
          timeout: COMMAND_TIMEOUT_MS,
          maxBuffer: MAX_OUTPUT_BYTES,
        },
        (error, stdout) => {
          if (error) {
            fail(
              this.#failed(
                `failed${reasonOf(
                  error,
                )}; run it by hand as the backend's user`,
              ),
            );
          } else {
            done(stdout);
          }
        },
      );
      child.stdin?.end();
    });
  }

  #parse(stdout: string): ExecCredential & { expirationTimestamp?: string } {
    let answer: any;
    try {
      answer = JSON.parse(stdout);
    } catch {
      // The parser's words would quote the credential.
      throw this.#failed('printed no JSON; it must print an ExecCredential');
    }
    const status = answer?.status;
    const isCertificate = status?.clientCertificateData && status.clientKeyData;
    if (
      answer?.kind !== 'ExecCredential' ||
      !(status?.token || isCertificate)
    ) {
      throw this.#failed(
        'printed no credential; it must print an ExecCredential with a token, or with a client certificate and its key',
      );
    }
    return status;
  }

  #failed(words: string): InvalidKubeconfigError {
    // What the command printed may hold credentials: it stays out.
    return new InvalidKubeconfigError(
      `the credentials command '${this.#spec.command}' of cluster '${
        this.#cluster
      }' ${words}`,
    );
  }
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }) {
  if (error.killed) {
    return ` (no answer in ${COMMAND_TIMEOUT_MS / 1000} s)`;
  }
  if (typeof error.code === 'number') {
    return ` (exit code ${error.code})`;
  }
  return error.code ? ` (${error.code})` : '';
}
