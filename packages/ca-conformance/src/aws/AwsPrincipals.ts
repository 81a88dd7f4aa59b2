import { randomBytes } from 'crypto';
import { AwsError } from './AwsError';
import { allows, IamPolicy, IamQuestion } from './iamPolicy';

/** Who calls. */
export interface AwsPrincipal {
  arn: string;
  account: string;
  /** What it may do; everything where it is missing. */
  policy?: IamPolicy;
}

/** Keys and whose they are. */
export interface AwsAccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  /** Temporary keys have one. */
  sessionToken?: string;
  principal: AwsPrincipal;
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** Everybody whose signatures are known. */
export class AwsPrincipals {
  readonly #keys = new Map<string, AwsAccessKey>();

  add(key: AwsAccessKey): AwsAccessKey {
    this.#keys.set(key.accessKeyId, key);
    return key;
  }

  /** A new key that lasts. */
  lasting(principal: AwsPrincipal): AwsAccessKey {
    return this.add({
      accessKeyId: `AKIA${hex(8).toUpperCase()}`,
      secretAccessKey: hex(20),
      principal,
    });
  }

  /** A new key as STS and EKS Pod Identity give them. */
  temporary(principal: AwsPrincipal): AwsAccessKey {
    return this.add({
      accessKeyId: `ASIA${hex(8).toUpperCase()}`,
      secretAccessKey: hex(20),
      sessionToken: hex(60),
      principal,
    });
  }

  byAccessKey(accessKeyId: string): AwsAccessKey | undefined {
    return this.#keys.get(accessKeyId);
  }
}

/** Throws what the service answers to somebody who may not. */
export function checkAllowed(
  principal: AwsPrincipal,
  question: IamQuestion,
): void {
  if (principal.policy && !allows(principal.policy, question)) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${principal.arn} is not authorized to perform: ${question.action} on resource: ${question.resource} because no identity-based policy allows the ${question.action} action`,
    );
  }
}
