// Preloaded into what `tinjis start` starts: when its parent is gone, however it went, the pipe on standard input ends.
import module from 'node:module';

// As in `tinjis.js`: stripping the types of a service's sources takes a quarter of the processor time of a start.
module.enableCompileCache();
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
process.stdin.unref();
