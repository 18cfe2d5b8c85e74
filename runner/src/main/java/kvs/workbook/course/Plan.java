package kvs.workbook.course;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the generated files have to be. All paths are relative to the root of the repository.
 *
 * @param files the text of every generated file: starters, manifests, and pages with listings or tables of exercises
 * @param starters those of the files that are starters, which a learner may have edited
 * @param stale starters of former times that are still on disk and that no part generates any more
 * @param problems the listings and tables that could not be filled
 */
public record Plan(
        SortedMap<Path, String> files, SortedSet<Path> starters, SortedSet<Path> stale, List<Problem> problems) {}
