// @ts-check
const colourful = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;

/** @param {number} code */
const style = (code) => (/** @type {string} */ text) =>
  colourful ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = style(1);
export const dim = style(2);
export const red = style(31);
export const green = style(32);
export const yellow = style(33);
export const cyan = style(36);

/** One line for the person at the terminal. @param {string} line */
export const say = (line = '') => void process.stdout.write(`${line}\n`);

/** One line about something that is not as expected, but no reason to stop. @param {string} line */
export const warn = (line) => void process.stderr.write(`${yellow('!')} ${line}\n`);

/** One line about the reason for stopping. @param {string} line */
export const complain = (line) => void process.stderr.write(`${red('✗')} ${line}\n`);

/** An error whose message is meant for the person at the terminal: it is printed without a stack. */
export class PlainError extends Error {}

/** @param {unknown} error */
export function explain(error) {
  if (error instanceof PlainError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
