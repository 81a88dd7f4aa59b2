import { WireAnswer } from '../core';

/** An error as the service answers it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** An answer of AWS JSON 1.1. */
export function awsJson(status: number, body: unknown): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  };
}

/** An error of AWS JSON 1.1. */
export function awsFailure(error: AwsError): WireAnswer {
  return awsJson(error.status, { __type: error.code, message: error.message });
}
