// Preloaded into what `tinjis start` starts: when its parent is gone, however it went, the pipe on standard input ends.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
process.stdin.unref();
