// A parent that was killed cannot stop its child: the closed channel tells.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
