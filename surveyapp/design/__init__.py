"""HOW THEY WERE CHOSEN: the sample design (strata, PSUs, fpc, replicates) and its planning. May
import errors, instrument, collection."""
