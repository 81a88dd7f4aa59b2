import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { run, serve, Service } from '../../e2e-tests/support/programs';
import { PackedPackage } from './packages';

const CREATE_APP = '0.9.2';

/** A portal as `create-app` makes it, outside the repository. */
export class FreshPortal {
  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  get dir(): string {
    return join(this.folder, 'portal');
  }

  /** Runs create-app, as its documentation says. */
  async create(): Promise<void> {
    const tool = join(this.folder, 'create-app');
    mkdirSync(tool, { recursive: true });
    const overrides = {
      '@backstage/cli-common':
        this.#repositoryManifest.resolutions['@backstage/cli-common'],
    };
    writeJson(join(tool, 'package.json'), {
      private: true,
      dependencies: { '@backstage/create-app': CREATE_APP },
      overrides,
    });
    const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', npm, { cwd: tool, env: this.env, timeout: 300 });
    await run(
      join(tool, 'node_modules/.bin/backstage-create-app'),
      ['--skip-install', '--path', this.dir],
      { cwd: tool, env: this.env, input: 'portal\n', timeout: 120 },
    );
  }

  /**
   * Adds the tarballs as an adopter adds packages, and installs.
   *
   * The repository's lockfile and resolutions keep the versions of everything
   * else at those that the packages were built with.
   */
  async install(packages: PackedPackage[]): Promise<void> {
    const tarballs = Object.fromEntries(
      packages.map(({ name, tarball }) => [name, `file:${tarball}`]),
    );
    editJson(join(this.dir, 'package.json'), manifest => {
      manifest.resolutions = {
        ...manifest.resolutions,
        ...this.#repositoryManifest.resolutions,
        ...tarballs,
      };
    });
    this.#add('app', ['@meshport/backstage-plugin-mesh'], tarballs);
    this.#add(
      'backend',
      [
        '@meshport/backstage-plugin-mesh-backend',
        '@meshport/backstage-plugin-scaffolder-backend-module-mesh',
      ],
      tarballs,
    );
    copyFileSync(join(this.root, 'yarn.lock'), join(this.dir, 'yarn.lock'));
    // The portal runs without compiled add-ons, so no install script is needed.
    const yarnrc = join(this.dir, '.yarnrc.yml');
    writeFileSync(
      yarnrc,
      `${readFileSync(
        yarnrc,
        'utf8',
      )}enableScripts: false\nenableTelemetry: false\n`,
    );
    await this.#yarn(['install', '--no-immutable'], 1200);
  }

  /**
   * A generated backend lists its features in code. Its one line for feature
   * discovery makes it find ours by configuration.
   */
  discoverFeatures(): void {
    const file = join(this.dir, 'packages/backend/src/index.ts');
    const source = readFileSync(file, 'utf8')
      .replace(
        'import { createBackend }',
        'import { createBackend, discoveryFeatureLoader }',
      )
      .replace(
        'backend.start();',
        'backend.add(discoveryFeatureLoader);\nbackend.start();',
      );
    writeFileSync(file, source);
  }

  /** Writes `app-config.local.yaml`. */
  configure(config: object): void {
    writeFileSync(join(this.dir, 'app-config.local.yaml'), stringify(config));
  }

  /** Copies a file or folder into the portal. */
  copy(from: string, to: string): void {
    cpSync(from, join(this.dir, to), { recursive: true });
  }

  /** Type-checks one file against the installed packages, strictly. */
  async typeCheck(file: string): Promise<void> {
    const target = join(this.dir, 'packages/backend/types');
    mkdirSync(target);
    copyFileSync(file, join(target, 'imports.ts'));
    writeJson(join(target, 'tsconfig.json'), {
      extends: '@backstage/cli/config/tsconfig.json',
      include: ['imports.ts'],
      compilerOptions: { noEmit: true, incremental: false },
    });
    await this.#yarn(['tsc', '-p', target], 300);
  }

  /** Builds the web pages. */
  async buildApp(): Promise<void> {
    await this.#yarn(['workspace', 'app', 'build'], 600);
  }

  /** Starts the backend, which serves the built pages too. */
  startBackend(log: string): Service {
    return serve('yarn', ['workspace', 'backend', 'start'], {
      cwd: this.dir,
      env: this.env,
      log,
    });
  }

  get #repositoryManifest() {
    return JSON.parse(readFileSync(join(this.root, 'package.json'), 'utf8'));
  }

  #add(workspace: string, names: string[], tarballs: Record<string, string>) {
    editJson(
      join(this.dir, 'packages', workspace, 'package.json'),
      manifest => {
        for (const name of names) {
          manifest.dependencies[name] = tarballs[name];
        }
      },
    );
  }

  #yarn(args: string[], timeout: number) {
    return run('yarn', args, { cwd: this.dir, env: this.env, timeout });
  }
}

function editJson(file: string, edit: (content: any) => void): void {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  edit(content);
  writeJson(file, content);
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
