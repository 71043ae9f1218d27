// CommonJS, because `__dirname` means the same however the module that asks was loaded: by Node from TypeScript, or
// transpiled by lab.
module.exports = __dirname;
