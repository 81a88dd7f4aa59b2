/** The type of one field of a protobuf message, as far as its JSON goes. */
export type ProtoField =
  | { type: 'string' | 'bool' | 'double' | 'duration' }
  | { type: 'boolValue' | 'int32Value' | 'int64Value' }
  | { type: 'int32' | 'uint32' }
  | { type: 'enum'; names: ReadonlyMap<number, string> }
  | { type: 'message'; message: ProtoMessage }
  | { type: 'list'; of: ProtoField }
  | { type: 'map'; of: ProtoField };

/** Fields of a message by their camelCase names. */
export interface ProtoMessage {
  fields: ReadonlyMap<string, ProtoField>;
  /** Groups of fields of which at most one is set. */
  oneofs: readonly (readonly string[])[];
}

export const text: ProtoField = { type: 'string' };
export const bool: ProtoField = { type: 'bool' };
export const int32: ProtoField = { type: 'int32' };
export const uint32: ProtoField = { type: 'uint32' };
export const double: ProtoField = { type: 'double' };
export const duration: ProtoField = { type: 'duration' };
export const boolValue: ProtoField = { type: 'boolValue' };
export const int32Value: ProtoField = { type: 'int32Value' };
export const int64Value: ProtoField = { type: 'int64Value' };

/** A list of values. */
export function listOf(of: ProtoField): ProtoField {
  return { type: 'list', of };
}

/** A map from texts. */
export function mapOf(of: ProtoField): ProtoField {
  return { type: 'map', of };
}

/** Names in the order of their numbers from 0, or pairs of number and name. */
export function enumOf(...names: (string | [number, string])[]): ProtoField {
  return {
    type: 'enum',
    names: new Map(
      names.map((name, i) => (typeof name === 'string' ? [i, name] : name)),
    ),
  };
}

/** A message by its fields. */
export function message(
  fields: Record<string, ProtoField>,
  ...oneofs: string[][]
): ProtoMessage {
  return { fields: new Map(Object.entries(fields)), oneofs };
}

/** A field that holds a message. */
export function nested(
  fields: Record<string, ProtoField>,
  ...oneofs: string[][]
): ProtoField {
  return { type: 'message', message: message(fields, ...oneofs) };
}
