/** The part of IAM's policies that a role for one authority needs. */
export interface IamPolicy {
  Version: '2012-10-17';
  Statement: IamStatement[];
}

interface IamStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What somebody wants to do. */
export interface IamQuestion {
  /** E.g. `acm-pca:IssueCertificate`. */
  action: string;
  /** ARN. */
  resource: string;
  /** E.g. `acm-pca:TemplateArn`. */
  context?: Record<string, string>;
}

const listOf = (value: string | string[]) =>
  Array.isArray(value) ? value : [value];

function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(text);
}

const operators: Record<string, (wanted: string, real: string) => boolean> = {
  StringEquals: (wanted, real) => wanted === real,
  StringLike: like,
};

function holds(
  condition: NonNullable<IamStatement['Condition']>,
  context: Record<string, string>,
): boolean {
  return Object.entries(condition).every(([operator, wanted]) => {
    if (!Object.hasOwn(operators, operator)) {
      throw new Error(`The condition ${operator} is not known here.`);
    }
    return Object.entries(wanted).every(([key, values]) =>
      listOf(values).some(
        value =>
          Object.hasOwn(context, key) &&
          operators[operator](value, context[key]),
      ),
    );
  });
}

/** Whether the policy allows it: a denial wins, and silence is one. */
export function allows(policy: IamPolicy, question: IamQuestion): boolean {
  const speaks = policy.Statement.filter(
    statement =>
      listOf(statement.Action).some(action => like(action, question.action)) &&
      listOf(statement.Resource).some(resource =>
        like(resource, question.resource),
      ) &&
      (!statement.Condition ||
        holds(statement.Condition, question.context ?? {})),
  );
  return (
    speaks.some(statement => statement.Effect === 'Allow') &&
    !speaks.some(statement => statement.Effect === 'Deny')
  );
}
