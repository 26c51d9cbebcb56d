"""The pages anybody can see: the town's own copies of X and Facebook, and private messages."""
