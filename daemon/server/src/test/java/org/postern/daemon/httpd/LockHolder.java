package org.postern.daemon.httpd;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that holds the lock of a file until it is killed, and says so when it has it. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] args) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.write(lock.isValid() ? 'y' : 'n');
            System.out.flush();
            System.in.read();
        }
    }
}
