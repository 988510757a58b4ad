package dev.realtime.bench.measure;

import java.util.List;

/**
 * The least-squares fit of a quantity as a sum of terms, each a coefficient times a known number.
 *
 * @param coefficients one for each term
 * @param determination the share of the quantity's variance that the fit explains (R²), 1 at most
 */
public record LinearFit(List<Double> coefficients, double determination) {
  /** Below this a pivot is nothing but rounding: the terms are not independent. */
  private static final double SINGULAR = 1e-12;

  public LinearFit {
    coefficients = List.copyOf(coefficients);
  }

  /**
   * One observation.
   *
   * @param terms the known numbers; 1 for a constant
   * @param value of the quantity
   */
  public record Point(List<Double> terms, double value) {
    public Point {
      terms = List.copyOf(terms);
    }
  }

  /**
   * Fits by the normal equations, each weighted with 1/value² so that relative errors count: the
   * quantities span orders of magnitude, and noise grows with them.
   *
   * @throws IllegalArgumentException if there are fewer points than terms, or the terms depend on
   *     each other
   */
  public static LinearFit of(List<Point> points) {
    int terms = points.isEmpty() ? 1 : points.getFirst().terms().size();
    if (points.size() < terms) {
      throw new IllegalArgumentException(
          "%d observations cannot tell %d terms apart".formatted(points.size(), terms));
    }
    double[][] equations = new double[terms][terms + 1];
    for (Point point : points) {
      double weight = 1 / (point.value() * point.value());
      for (int row = 0; row < terms; row++) {
        for (int column = 0; column < terms; column++) {
          equations[row][column] += weight * point.terms().get(row) * point.terms().get(column);
        }
        equations[row][terms] += weight * point.terms().get(row) * point.value();
      }
    }
    List<Double> coefficients = solve(equations);
    return new LinearFit(coefficients, determination(points, coefficients));
  }

  /** What the fit says for these terms. */
  public double at(List<Double> terms) {
    return at(coefficients, terms);
  }

  private static double at(List<Double> coefficients, List<Double> terms) {
    double sum = 0;
    for (int i = 0; i < coefficients.size(); i++) {
      sum += coefficients.get(i) * terms.get(i);
    }
    return sum;
  }

  /** Gauss and Jordan, with the largest pivot of each column. */
  private static List<Double> solve(double[][] equations) {
    int size = equations.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = equations[column];
      equations[column] = equations[pivot];
      equations[pivot] = swapped;
      double[] line = equations[column];
      if (Math.abs(line[column]) < SINGULAR * Math.max(1, Math.abs(line[size]))) {
        throw new IllegalArgumentException("The terms depend on each other; measure more points");
      }
      for (int row = 0; row < size; row++) {
        if (row != column) {
          double factor = equations[row][column] / line[column];
          for (int i = column; i <= size; i++) {
            equations[row][i] -= factor * line[i];
          }
        }
      }
    }
    Double[] solution = new Double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = equations[i][size] / equations[i][i];
    }
    return List.of(solution);
  }

  private static double determination(List<Point> points, List<Double> coefficients) {
    double mean = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double total = 0;
    double left = 0;
    for (Point point : points) {
      total += Math.pow(point.value() - mean, 2);
      left += Math.pow(point.value() - at(coefficients, point.terms()), 2);
    }
    return total == 0 ? 1 : 1 - left / total;
  }
}
