package org.synprune.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTest {

  private static final String AVX512 =
      "fpu avx fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_vnni";

  private static Processor processor(String vendor, String flags) {
    return Processor.of(
        """
        processor\t: 0
        vendor_id\t: %s
        cpu family\t: 26
        model name\t: One with : in its name
        vmx flags\t: unrestricted_guest
        flags\t\t: %s
        bogomips\t: 5200.00

        processor\t: 1
        vendor_id\t: Other
        flags\t\t: none
        """
            .formatted(vendor, flags));
  }

  @Test
  void anAmdWithAvx512IsHeldToAvx2() {
    assertThat(processor("AuthenticAMD", AVX512).isHeldToAvx2()).isTrue();
  }

  @Test
  void anIntelHasItsKernels() {
    assertThat(processor("GenuineIntel", AVX512).isHeldToAvx2()).isFalse();
  }

  @Test
  void anAmdWithoutAvx512HasWhatItCanDo() {
    assertThat(processor("AuthenticAMD", "fpu avx fma avx2").isHeldToAvx2()).isFalse();
    assertThat(processor("AuthenticAMD", "avx512f fma avx2").isHeldToAvx2())
        .as("a first AVX-512 that lacks what the kernels use")
        .isFalse();
  }

  @Test
  void aProcessorThatIsntDescribedIsLeftAlone() {
    assertThat(Processor.of("").isHeldToAvx2()).isFalse();
    assertThat(Processor.of("Processor : AArch64\nFeatures : fp asimd\n").isHeldToAvx2()).isFalse();
  }
}
