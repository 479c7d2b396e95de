/* classifier.h - learns from labelled documents, and scores the others: the higher, the likelier relevant.
 *
 * Linear support vector machine (squared hinge loss, C 0.11) and logistic regression (C 1) by liblinear, multinomial
 * naive Bayes (alpha 3.822). The relevant documents together count `ratio` times what the irrelevant ones count
 * together, and all of them as many as they are (ASReview's balancer "balanced": ratio 9.8 with the SVM and 1.2 with
 * naive Bayes in its models ELAS u4 and u3; 1 with the logistic regression). The intercept is a feature of weight 1, as
 * in scikit-learn's LinearSVC.
 *
 * Where all labels are of one class, no classifier can be trained: a document's score is then its product with the sum
 * of the labelled rows (negative, where they are negative).
 *
 * liblinear's primal solver is used: it needs no random numbers, and it starts from the weights of the training before,
 * so that one label more costs little. The same trainings in the same order give the same scores. */
#ifndef SHEAF_LEARN_CLASSIFIER_H
#define SHEAF_LEARN_CLASSIFIER_H

#include "features.h"

typedef enum sheaf_classifier_kind {
  SHEAF_CLASSIFIER_SVM,      /* linear support vector machine */
  SHEAF_CLASSIFIER_LOGISTIC, /* logistic regression */
  SHEAF_CLASSIFIER_BAYES,    /* multinomial naive Bayes */
  SHEAF_CLASSIFIER_COUNT     /* how many there are */
} sheaf_classifier_kind;

typedef struct sheaf_classifier sheaf_classifier;

/* features is finished, and borrowed until free. */
int sheaf_classifier_new(sheaf_classifier **out, const sheaf_features *features, sheaf_classifier_kind kind,
                         sheaf_error *err);
void sheaf_classifier_free(sheaf_classifier *self); /* NULL allowed */

/* Learns from these labels, those of trainings before being forgotten: one a document, above 0 relevant, below 0
 * irrelevant, 0 not known. SHEAF_ERANGE where there is no label, or more than liblinear can count. */
int sheaf_classifier_train(sheaf_classifier *self, const signed char *labels, sheaf_error *err);

/* 1 where the last training changed scores; 0 where the solution it began with was good enough. */
int sheaf_classifier_moved(const sheaf_classifier *self);

/* The score of a document that had no label in the last training: distance from the plane, or log odds. */
double sheaf_classifier_score(const sheaf_classifier *self, size_t document);

/* The scores of so many documents; NULL: from the first one on. Two threads share what are many. */
void sheaf_classifier_scores(const sheaf_classifier *self, const uint32_t *documents, size_t count, double *scores);

/* "svm", "logistic", "bayes"; static. */
const char *sheaf_classifier_name(sheaf_classifier_kind kind);

#endif
