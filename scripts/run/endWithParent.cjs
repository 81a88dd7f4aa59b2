// A parent that was killed cannot stop its child: the closed channel tells.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone would keep a finished program waiting for its parent.
process.channel?.unref();
