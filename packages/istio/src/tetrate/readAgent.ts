import { InputReader } from '../input/InputReader';
import {
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  problemWithHost,
} from '../resources';
import {
  problemWithEnvName,
  problemWithPath,
  problemWithPluginName,
  problemWithSidecarRevision,
} from './fieldRules';
import type {
  AgentPlugin,
  OnboardingEndpoint,
  TetrateAgent,
} from './TetrateOnboardingInput';

const SECRET_NAME = /(SECRET|PASSWORD|PASSWD|TOKEN|KEY|CREDENTIALS?)$/i;

function readEnv(reader: InputReader): AgentPlugin['env'] {
  return reader.list('env', 50, (one, item) =>
    reader.inside(one, item, ['name', 'value'], part => {
      const name = part.requiredText(
        'name',
        'Name a variable.',
        problemWithEnvName,
      );
      const value = part.requiredText('value', 'Give its value.', text => {
        if (text.length > 4096) {
          return 'Give at most 4096 characters.';
        }
        // These files lie on the request's page and in Git.
        if (SECRET_NAME.test(name) && problemWithPath(text)) {
          return 'This looks like a secret, and secrets are not written down here. Put it into a file of the machine and give the path of that file.';
        }
        if (/-----BEGIN|^eyJ[A-Za-z0-9_-]{10,}\./.test(text)) {
          return 'This is a key or a token. Put it into a file of the machine and give the path of that file.';
        }
        return undefined;
      });
      return { name, value };
    }),
  );
}

const PLUGIN_FIELDS = ['name', 'path', 'args', 'env'] as const;

function readPlugin(reader: InputReader): AgentPlugin {
  return {
    name: reader.requiredText(
      'name',
      'Name the plugin, e.g. ext-jwt-credential.',
      problemWithPluginName,
    ),
    path: reader.text('path', problemWithPath),
    args: reader.list('args', 50, (one, item) =>
      typeof one === 'string' &&
      /^[\x20-\x7e]{1,1024}$/.test(one) &&
      !/-----BEGIN|eyJ[A-Za-z0-9_-]{10,}\./.test(one)
        ? one
        : reader.refuse(
            item,
            'Give a text of at most 1024 ASCII characters, and nothing secret.',
          ),
    ),
    env: readEnv(reader),
  };
}

function problemWithPattern(text: string): string | undefined {
  if (text.length > 200 || text === '') {
    return 'Give a regular expression of at most 200 characters.';
  }
  try {
    return new RegExp(text) && undefined;
  } catch {
    return 'This is no regular expression.';
  }
}

function readHostInfo(reader: InputReader): TetrateAgent['hostInfo'] {
  const plugin = reader.object('plugin', PLUGIN_FIELDS, readPlugin);
  const interfaces = reader.object(
    'interfaces',
    ['include', 'exclude'],
    part => ({
      include: part.texts('include', 20, problemWithPattern),
      exclude: part.texts('exclude', 20, problemWithPattern),
    }),
  );
  const given = ['plugin', 'interfaces'].filter(
    field => reader.value(field) !== undefined,
  );
  if (given.length !== 1) {
    reader.refuse('interfaces', 'Give one of plugin and interfaces.');
  }
  return { plugin, interfaces };
}

function readLabels(reader: InputReader): Record<string, string> | undefined {
  const labels = reader.value('labels');
  if (labels === undefined) {
    return undefined;
  }
  const good =
    InputReader.isObject(labels) &&
    Object.keys(labels).length <= 32 &&
    Object.entries(labels).every(
      ([key, one]) =>
        isLabelKey(key) && typeof one === 'string' && isLabelValue(one),
    );
  return good
    ? (labels as Record<string, string>)
    : reader.refuse(
        'labels',
        'Give at most 32 labels as keys and values, e.g. {"version": "v5"}.',
      );
}

/** Reads how the agent runs. */
export function readAgent(reader: InputReader): TetrateAgent {
  const platform = reader.oneOf('platform', ['auto', 'ec2', 'custom'] as const);
  const credential = reader.object('credential', PLUGIN_FIELDS, readPlugin);
  const hostInfo = reader.object(
    'hostInfo',
    ['plugin', 'interfaces'],
    part => readHostInfo(part) as object,
  ) as TetrateAgent['hostInfo'];
  if (platform === 'custom') {
    if (reader.value('credential') === undefined) {
      reader.refuse(
        'credential',
        'This is missing. Name the plugin that gets the token of the machine.',
      );
    }
  } else {
    for (const field of ['credential', 'hostInfo']) {
      if (reader.value(field) !== undefined) {
        reader.refuse(field, 'This goes with the platform custom only.');
      }
    }
  }
  return {
    platform,
    credential,
    hostInfo,
    connectedOver: reader.oneOf('connectedOver', ['VPC', 'INTERNET'] as const),
    labels: readLabels(reader),
    revision: reader.text('revision', problemWithSidecarRevision),
  };
}

/** Reads where agents find the plane. */
export function readEndpoint(
  reader: InputReader,
): OnboardingEndpoint | undefined {
  if (reader.value('endpoint') === undefined) {
    return reader.refuse(
      'endpoint',
      'This is missing. Name the host of the onboarding endpoint.',
    );
  }
  return reader.object('endpoint', ['host', 'port', 'sni'], part => ({
    host: part.requiredText(
      'host',
      'Name the host of the onboarding endpoint.',
      problemWithEndpoint,
    ),
    port: part.wholeNumber('port', 1, 65535),
    sni: part.text('sni', problemWithEndpoint),
  }));
}

/** A full DNS name without wildcard: what a certificate of the endpoint is for. */
export function problemWithEndpoint(text: string): string | undefined {
  if (text.includes('*')) {
    return 'Name one host, without an asterisk.';
  }
  return isDnsSubdomain(text)
    ? problemWithHost(text)
    : problemWithHost(text) ??
        'Give a host name in lower case, e.g. onboarding.example.org.';
}
