// Runs a command, and prints how long it took and the most memory that it held, as JSON. Findings are no failure.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [command, ...args] = process.argv.slice(2);
const start = process.hrtime.bigint();
const child = spawn(command, args, { stdio: 'ignore' });
let megabytes = 0;
// Linux alone tells the peak of another process; elsewhere it stays 0.
const sampler = setInterval(() => {
  try {
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    // It has ended.
  }
}, 20);
child.on('exit', (code) => {
  clearInterval(sampler);
  if (code === null || code > 1) throw new Error(`${command} ended with ${code}`);
  console.log(JSON.stringify({ milliseconds: Number(process.hrtime.bigint() - start) / 1e6, megabytes }));
});
