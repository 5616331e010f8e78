package org.synprune.jobs.extend;

import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import java.util.ArrayList;
import java.util.List;
import org.synprune.jobs.BadInputException;

/** Makes networks of users' own code. */
public final class OwnBlocks {

  private OwnBlocks() {}

  /**
   * Makes a network, not yet initialised.
   *
   * @param type its provider's name
   * @param version the provider's version
   * @param request what it is made for
   * @return the block
   * @throws BadInputException if there is no such provider, it refuses what it is asked for, or the
   *     network draws from a generator that all trainings share
   */
  public static Block create(String type, String version, NetworkRequest request) {
    NetworkProvider provider =
        OwnCode.find(NetworkProvider.class, OwnCode.NETWORK, type, version)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "network '"
                            + type
                            + "' is own code that isn't on the class path, expected its jar in"
                            + " SYNPRUNE_CLASSPATH"));
    Block block;
    try {
      block = provider.create(request);
      request.settings().done();
    } catch (RuntimeException e) {
      throw refused(type, e);
    }
    if (block == null) {
      throw new BadInputException("network '" + type + "' of own code is null, expected a block");
    }
    requireOwnRandomness(type, block);
    return block;
  }

  /**
   * What is said of a network that can't be made or run.
   *
   * @param type its provider's name
   * @param reason what was thrown
   * @return the exception to throw
   */
  public static BadInputException refused(String type, RuntimeException reason) {
    return new BadInputException(
        "network '" + type + "' of own code can't be used: " + OwnCode.reason(reason), reason);
  }

  private static void requireOwnRandomness(String type, Block block) {
    if (block instanceof Dropout) {
      throw new BadInputException(
          "network '"
              + type
              + "' of own code holds a Dropout of DJL, whose numbers aren't the trial's own,"
              + " expected NetworkRequest.dropout()");
    }
    block.getChildren().values().forEach(child -> requireOwnRandomness(type, child));
  }

  /**
   * Where a network drops activations.
   *
   * @param block the network
   * @return its places, in order; empty if it has none
   */
  public static List<DropoutPlace> places(Block block) {
    List<DropoutPlace> places = new ArrayList<>();
    collect(block, places);
    return List.copyOf(places);
  }

  private static void collect(Block block, List<DropoutPlace> places) {
    if (block instanceof DropoutPlace place) {
      places.add(place);
    }
    block.getChildren().values().forEach(child -> collect(child, places));
  }
}
