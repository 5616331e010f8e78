package org.synprune.jobs.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The smallest shared library of Linux on x86-64: one function, in the format ELF-64 of the System
 * V application binary interface. Written here so that neither a build nor a user needs a compiler,
 * and the jar holds no binary whose source one has to believe.
 */
final class SharedLibrary {

  private static final int PAGE = 0x1000;
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;
  private static final int SYMBOL = 24;
  private static final int SEGMENTS = 4;
  private static final int ENTRIES = 7;

  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int STACK = 0x6474e551;
  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int EXECUTE = 1;

  private final ByteBuffer out = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);

  private SharedLibrary() {}

  /**
   * Writes a library.
   *
   * @param name the library's own name
   * @param function name of its function
   * @param code the function's machine code, which must not depend on where it lies
   * @return the file's bytes
   */
  static byte[] of(String name, String function, byte[] code) {
    return new SharedLibrary().write(name, function, code);
  }

  private byte[] write(String name, String function, byte[] code) {
    byte[] strings = ("\0" + function + "\0" + name + "\0").getBytes(StandardCharsets.US_ASCII);
    int hashAt = HEADER + SEGMENTS * SEGMENT;
    int symbolsAt = hashAt + 24;
    int stringsAt = symbolsAt + 2 * SYMBOL;
    int codeAt = aligned(stringsAt + strings.length);
    int dynamicAt = aligned(codeAt + code.length);
    int size = dynamicAt + ENTRIES * 16;
    header();
    // The loader writes into the dynamic section: it has a page of its own in memory.
    segment(LOAD, READ | EXECUTE, 0, 0, dynamicAt);
    segment(LOAD, READ | WRITE, dynamicAt, PAGE + dynamicAt, size - dynamicAt);
    segment(DYNAMIC, READ | WRITE, dynamicAt, PAGE + dynamicAt, size - dynamicAt);
    // Without this one the loader would make the process's stack executable.
    segment(STACK, READ | WRITE, 0, 0, 0);
    // The hash table has one bucket, with symbol 1 as its only one.
    out.position(hashAt).putInt(1).putInt(2).putInt(1).putInt(0).putInt(0);
    // Symbol 0 is empty by definition; 1 is a global function in section 1.
    out.position(symbolsAt + SYMBOL).putInt(1).put((byte) 0x12).put((byte) 0).putShort((short) 1);
    out.putLong(codeAt).putLong(code.length);
    out.position(stringsAt).put(strings);
    out.position(codeAt).put(code);
    out.position(dynamicAt);
    entry(14, 1 + function.length() + 1); // own name
    entry(4, hashAt); // hash table
    entry(5, stringsAt); // strings
    entry(6, symbolsAt); // symbols
    entry(10, strings.length); // size of the strings
    entry(11, SYMBOL); // size of a symbol
    entry(0, 0); // end
    byte[] file = new byte[size];
    out.position(0).get(file);
    return file;
  }

  private void header() {
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    out.putShort((short) 3).putShort((short) 62).putInt(1); // a shared object for x86-64
    out.putLong(0).putLong(HEADER).putLong(0).putInt(0); // segments follow; no sections
    out.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS);
    out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
  }

  private void segment(int type, int flags, long offset, long address, long size) {
    out.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address);
    out.putLong(size).putLong(size).putLong(type == LOAD ? PAGE : 8);
  }

  private void entry(long tag, long value) {
    out.putLong(tag).putLong(value);
  }

  private static int aligned(int position) {
    return (position + 15) & -16;
  }
}
