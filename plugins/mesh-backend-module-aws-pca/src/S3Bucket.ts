import {
  Patience,
  tryUntilAnswered,
} from '@meshport/backstage-plugin-mesh-node';
import { AwsClients } from './AwsClients';
import { awsError, mayHelp } from './awsErrors';

/** Objects that AWS Private CA writes to buckets: reports and lists. */
export class S3Bucket {
  readonly #clients: AwsClients;
  readonly #patience?: Partial<Patience>;

  constructor(clients: AwsClients, patience?: Partial<Patience>) {
    this.#clients = clients;
    this.#patience = patience;
  }

  async read(
    bucket: string,
    key: string,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const doing = `s3:GetObject on arn:aws:s3:::${bucket}/${key}`;
    const { sdk, client } = this.#clients.s3();
    try {
      return await tryUntilAnswered(
        async abortSignal => {
          const { Body: body } = await client.send(
            new sdk.GetObjectCommand({ Bucket: bucket, Key: key }),
            { abortSignal },
          );
          return Buffer.from(await body!.transformToByteArray());
        },
        { what: doing, signal, again: mayHelp, patience: this.#patience },
      );
    } catch (error) {
      throw awsError(error, doing);
    }
  }
}
