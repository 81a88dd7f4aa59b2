import type { Violation } from '../../schema/validate';

export const required = (field: string): Violation => ({
  field,
  reason: 'FieldValueRequired',
  message: 'Required value',
});

export const invalidValue = (
  field: string,
  value: unknown,
  why: string,
): Violation => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});

export const duplicate = (field: string, value: unknown): Violation => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
});
