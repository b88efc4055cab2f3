import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Webhook } from 'standardwebhooks';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { readCoreKey } from './core/callback-signature.ts';
import { readTerminalKeys } from './core/query.ts';
import type { RelaySettings } from './settings.ts';
import { readWebhookSecret } from './webhook.ts';

/** What stands in the files that the settings name. */
export interface SettingFiles {
  readonly coreKey: KeyObject;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly webhookSigner?: Webhook;
}

/**
 * Reads them all and checks each, before anything else is touched.
 *
 * @throws Failure naming the flag, the file and what is wrong with it, but nothing of what it holds
 */
export function readSettingFiles(settings: RelaySettings): SettingFiles {
  const coreKey = readOne('--core-key', settings.coreKey ?? '', (bytes) =>
    readCoreKey(bytes.toString('utf8')),
  );
  const tls = readTls(settings.tlsCert, settings.tlsKey);
  if (settings.coreTerminalKey !== undefined) {
    readOne('--core-terminal-key', settings.coreTerminalKey, (bytes) =>
      readTerminalKeys(bytes.toString('utf8')),
    );
  }
  const webhookSigner =
    settings.webhookSecret === undefined
      ? undefined
      : readOne('--webhook-secret', settings.webhookSecret, (bytes) =>
          readWebhookSecret(bytes.toString('utf8')),
        );
  return {
    coreKey,
    ...(tls === undefined ? {} : { tls }),
    ...(webhookSigner === undefined ? {} : { webhookSigner }),
  };
}

function readTls(certFile: string | undefined, keyFile: string | undefined): SettingFiles['tls'] {
  if (certFile === undefined || keyFile === undefined) return undefined;
  const cert = readOne('--tls-cert', certFile, (bytes) => bytes);
  const key = readOne('--tls-key', keyFile, (bytes) => bytes);
  try {
    createSecureContext({ cert, key });
  } catch (thrown) {
    throw new Failure(
      'malformed',
      `--tls-cert ${certFile} and --tls-key ${keyFile}: ${describeThrown(thrown)}`,
    );
  }
  return { cert, key };
}

function readOne<Content>(flag: string, path: string, understand: (bytes: Buffer) => Content): Content {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    throw new Failure('not_found', `${flag}: ${describeThrown(thrown)}`);
  }
  try {
    return understand(bytes);
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    throw new Failure('malformed', `${flag} ${path} ${thrown.message}`);
  }
}
