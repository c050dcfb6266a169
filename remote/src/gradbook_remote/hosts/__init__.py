"""
Several processes as one server. Process 0 takes clients; whatever it does with devices it tells the others first, which
do the same in the same order: a program over all devices runs only when every process starts it.
"""
