package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A method has at most 40 lines, a file 300, a constructor six parameters. */
class SizeTest {
    private static final int METHOD_LINES = 40;
    private static final int FILE_LINES = 300;
    private static final int CONSTRUCTOR_PARAMETERS = 6;
    private static final List<Path> SOURCES =
            List.of(Path.of("src/main/java"), Path.of("../load-tests/src/main/java"));

    @Test
    void filesMethodsAndConstructorsStaySmall() throws IOException {
        var files = new ArrayList<Path>();
        for (var sources : SOURCES) {
            try (var walk = Files.walk(sources)) {
                walk.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
            }
        }

        var tooLarge = new ArrayList<String>();
        for (var file : files) {
            long lines = Files.readString(file).lines().count();
            if (lines > FILE_LINES) {
                tooLarge.add(file + ": " + lines + " lines");
            }
        }
        measure(files, tooLarge);

        assertThat(files).hasSizeGreaterThan(20);
        assertThat(tooLarge).isEmpty();
    }

    private static void measure(List<Path> files, List<String> tooLarge) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    _ -> {},
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            var trees = Trees.instance(task);
            for (var unit : task.parse()) {
                new Measure(unit, trees, tooLarge).scan(unit, null);
            }
        }
    }

    private static final class Measure extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final List<String> tooLarge;
        private boolean inRecord;

        Measure(CompilationUnitTree unit, Trees trees, List<String> tooLarge) {
            this.unit = unit;
            this.trees = trees;
            this.tooLarge = tooLarge;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            boolean outer = inRecord;
            inRecord = type.getKind() == com.sun.source.tree.Tree.Kind.RECORD;
            super.visitClass(type, null);
            inRecord = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            var positions = trees.getSourcePositions();
            var map = unit.getLineMap();
            long end = positions.getEndPosition(unit, method);
            if (method.getBody() != null && end >= 0) {
                long start = positions.getStartPosition(unit, method);
                long lines = map.getLineNumber(end) - map.getLineNumber(start) + 1;
                if (lines > METHOD_LINES) {
                    tooLarge.add(at(method) + ": " + lines + " lines");
                }
            }
            boolean constructor = method.getName().contentEquals("<init>") && !inRecord;
            if (constructor && method.getParameters().size() > CONSTRUCTOR_PARAMETERS) {
                tooLarge.add(at(method) + ": " + method.getParameters().size() + " parameters");
            }
            return super.visitMethod(method, null);
        }

        private String at(MethodTree method) {
            return unit.getSourceFile().getName() + " " + method.getName();
        }
    }
}
