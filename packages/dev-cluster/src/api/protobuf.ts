import { badRequest, unsupportedMediaType } from './status';

/** The media type of Kubernetes' protobuf bodies. */
export const protobufType = 'application/vnd.kubernetes.protobuf';

// A message in brackets is a repeated one; `bytes` is a map of base64 texts.
type FieldType =
  | 'string'
  | 'strings'
  | 'int'
  | 'map'
  | 'bytes'
  | Message
  | [Message];
interface Message {
  [fieldNumber: number]: [name: string, type: FieldType];
}

const meta: Message = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  11: ['labels', 'map'],
  12: ['annotations', 'map'],
};
const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
};
const nonResourceAttributes: Message = {
  1: ['path', 'string'],
  2: ['verb', 'string'],
};
const accessReview: Message = {
  1: ['metadata', meta],
  2: [
    'spec',
    {
      1: ['resourceAttributes', resourceAttributes],
      2: ['nonResourceAttributes', nonResourceAttributes],
    },
  ],
};

const rules: Message = {
  1: ['verbs', 'strings'],
  2: ['apiGroups', 'strings'],
  3: ['resources', 'strings'],
  4: ['resourceNames', 'strings'],
  5: ['nonResourceURLs', 'strings'],
};
const role: Message = { 1: ['metadata', meta], 2: ['rules', [rules]] };
const binding: Message = {
  1: ['metadata', meta],
  2: [
    'subjects',
    [
      {
        1: ['kind', 'string'],
        2: ['apiGroup', 'string'],
        3: ['name', 'string'],
        4: ['namespace', 'string'],
      },
    ],
  ],
  3: [
    'roleRef',
    { 1: ['apiGroup', 'string'], 2: ['kind', 'string'], 3: ['name', 'string'] },
  ],
};

// The small kinds that kubectl sends as protobuf, by their generated.proto.
const messages: Record<string, Message> = {
  'v1/Namespace': { 1: ['metadata', meta] },
  'v1/ServiceAccount': { 1: ['metadata', meta] },
  'v1/Secret': {
    1: ['metadata', meta],
    2: ['data', 'bytes'],
    3: ['type', 'string'],
    4: ['stringData', 'map'],
  },
  'rbac.authorization.k8s.io/v1/Role': role,
  'rbac.authorization.k8s.io/v1/ClusterRole': role,
  'rbac.authorization.k8s.io/v1/RoleBinding': binding,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': binding,
  'v1/ConfigMap': { 1: ['metadata', meta], 2: ['data', 'map'] },
  'authentication.k8s.io/v1/TokenRequest': {
    1: ['metadata', meta],
    2: [
      'spec',
      {
        1: ['audiences', 'strings'],
        3: [
          'boundObjectRef',
          {
            1: ['kind', 'string'],
            2: ['apiVersion', 'string'],
            3: ['name', 'string'],
            4: ['uid', 'string'],
          },
        ],
        4: ['expirationSeconds', 'int'],
      },
    ],
  },
  'authentication.k8s.io/v1/SelfSubjectReview': { 1: ['metadata', meta] },
  'authorization.k8s.io/v1/SelfSubjectAccessReview': accessReview,
  'authorization.k8s.io/v1/SelfSubjectRulesReview': {
    1: ['metadata', meta],
    2: ['spec', { 1: ['namespace', 'string'] }],
  },
};

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw badRequest('protobuf: unexpected end');
      this.at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  block(): Buffer {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.bytes.length) throw badRequest('protobuf: unexpected end');
    const block = this.bytes.subarray(this.at, end);
    this.at = end;
    return block;
  }

  /** The next field: its number and its raw value. */
  field(): [number, number | Buffer] {
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        return [number, this.varint()];
      case 2:
        return [number, this.block()];
      case 1:
        this.at += 8;
        return [number, 0];
      case 5:
        this.at += 4;
        return [number, 0];
      default:
        throw badRequest(`protobuf: wire type ${tag % 8} is not used here`);
    }
  }
}

const mapEntry: Message = { 1: ['key', 'string'], 2: ['value', 'string'] };

function decodeField(raw: Buffer, type: FieldType, before: any): unknown {
  if (type === 'string') return raw.toString('utf8');
  if (type === 'strings') return [...(before ?? []), raw.toString('utf8')];
  if (type === 'map') {
    const { key, value = '' } = message(raw, mapEntry);
    return { ...before, [key]: value };
  }
  if (type === 'bytes') {
    const reader = new Reader(raw);
    const entry: Record<number, Buffer> = {};
    while (!reader.done) {
      const [number, part] = reader.field();
      if (typeof part !== 'number') entry[number] = part;
    }
    const text = (entry[2] ?? Buffer.alloc(0)).toString('base64');
    return { ...before, [entry[1].toString('utf8')]: text };
  }
  if (Array.isArray(type)) return [...(before ?? []), message(raw, type[0])];
  return message(raw, type as Message);
}

function message(bytes: Buffer, schema: Message): Record<string, any> {
  const reader = new Reader(bytes);
  const value: Record<string, any> = {};
  while (!reader.done) {
    const [number, raw] = reader.field();
    const known = schema[number];
    if (!known) continue;
    const [name, type] = known;
    if (type === 'int') value[name] = raw;
    else if (typeof raw !== 'number') {
      value[name] = decodeField(raw, type, value[name]);
    }
    // Go writes empty strings; JSON leaves them out.
    if (value[name] === '') delete value[name];
  }
  return value;
}

/**
 * Decodes the few small kinds that kubectl sends as protobuf.
 *
 * @throws StatusError 415 for every other kind.
 */
export function decodeProtobuf(bytes: Buffer): unknown {
  if (bytes.subarray(0, 4).toString('latin1') !== 'k8s\0') {
    throw badRequest('the protobuf body does not begin with k8s\\0');
  }
  const reader = new Reader(bytes.subarray(4));
  let type: Record<string, any> = {};
  let raw: Buffer = Buffer.alloc(0);
  while (!reader.done) {
    const [number, value] = reader.field();
    if (number === 1) {
      type = message(value as Buffer, {
        1: ['apiVersion', 'string'],
        2: ['kind', 'string'],
      });
    }
    if (number === 2) raw = value as Buffer;
  }
  const { apiVersion, kind } = type;
  const schema = messages[`${apiVersion}/${kind}`];
  if (!schema) {
    throw unsupportedMediaType(`${protobufType} of ${kind}`, [
      'application/json',
      'application/yaml',
    ]);
  }
  return { apiVersion, kind, ...message(raw, schema) };
}
