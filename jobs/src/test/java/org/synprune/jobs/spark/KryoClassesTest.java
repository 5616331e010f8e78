package org.synprune.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Spark moves arrays of bytes to disk by Kryo, for which it loads all classes of ML by name. */
class KryoClassesTest {

  @Test
  void allClassesThatSparkRegistersLoad() {
    ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
    SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
    ByteBuffer written = kryo.serialize(new byte[] {1, 2}, bytes);
    assertThat(kryo.<byte[]>deserialize(written, bytes)).containsExactly(1, 2);
  }
}
