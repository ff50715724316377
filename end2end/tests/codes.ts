import { createHmac } from 'node:crypto';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An app for codes: what it shows (RFC 6238), each code once, because each counts once. */
export class CodeApp {
  private key: Buffer;
  private last = 0;

  constructor(secret: string) {
    const bits = [...secret.replaceAll(' ', '')].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, '0')).join('');
    this.key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  }

  /** The next code that counts: of the step before this one at the earliest, of the one after it at the latest. */
  async next() {
    const now = () => Math.floor(Date.now() / 30_000);
    while (this.last > now()) await new Promise((again) => setTimeout(again, 200));
    this.last = Math.max(this.last + 1, now());
    return this.at(this.last);
  }

  private at(step: number) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const sum = createHmac('sha1', this.key).update(counter).digest();
    return String((sum.readUInt32BE(sum[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
}
